-- Quartz's own script indexes its tables for tens of thousands of jobs. Here they hold a few hundred rows, and each step of a
-- slice's job was written to a dozen indexes that nobody needed: a fifth of what a walk wrote. What stays finds the triggers
-- that are due, and those of a job.
drop index quartz.idx_qrtz_j_req_recovery;
drop index quartz.idx_qrtz_j_grp;
drop index quartz.idx_qrtz_t_jg;
drop index quartz.idx_qrtz_t_c;
drop index quartz.idx_qrtz_t_g;
drop index quartz.idx_qrtz_t_state;
drop index quartz.idx_qrtz_t_n_state;
drop index quartz.idx_qrtz_t_n_g_state;
drop index quartz.idx_qrtz_t_next_fire_time;
drop index quartz.idx_qrtz_t_nft_misfire;
drop index quartz.idx_qrtz_t_nft_st_misfire;
drop index quartz.idx_qrtz_t_nft_st_misfire_grp;
drop index quartz.idx_qrtz_ft_trig_inst_name;
drop index quartz.idx_qrtz_ft_inst_job_req_rcvry;
drop index quartz.idx_qrtz_ft_j_g;
drop index quartz.idx_qrtz_ft_jg;
drop index quartz.idx_qrtz_ft_t_g;
drop index quartz.idx_qrtz_ft_tg;
